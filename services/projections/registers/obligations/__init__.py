"""What the scheme asks for by a day: due, met, late, missed (Q-03, Q-27, Q-33, Q-34)."""

from services.projections.registers.obligations.register import REGISTER as REGISTER
