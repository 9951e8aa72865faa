"""How persons are called."""

from services.projections.texts import Bi

NAMED = Bi("{name} ({id})", "{name}（{id}）")
ERASED = Bi("{id} (erased on {day})", "{id}（已于{day}删除）")
