"""The form of messages, in and out: modes, limits, the header that asks for receipts."""

JSON = "application/json"
STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
MAX_BATCH = 1_000
MAX_BYTES = 4 * 1024 * 1024

RECEIPT_TO = "receipt-to"
"""Header of a message to an inbox: the subject on which its receipts are wanted."""
