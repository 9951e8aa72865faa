"""The cookie of somebody who signed in: signed, not encrypted; it names a person and no more."""

from itsdangerous import BadSignature, URLSafeTimedSerializer

COOKIE = "gradetrail_session"


class Sessions:
    """Seals and reads cookies. ``life_s``: seconds after which one is no longer good."""

    def __init__(self, secret: str, life_s: float) -> None:
        self._signed = URLSafeTimedSerializer(secret, salt=COOKIE)
        self.life_s = int(life_s)

    def seal(self, person: str) -> str:
        """The value of a cookie for a person."""
        return str(self._signed.dumps(person))

    def person(self, cookie: str) -> str | None:
        """Whose cookie this is; None if it is not ours or too old."""
        try:
            return str(self._signed.loads(cookie, max_age=self.life_s))
        except BadSignature:
            return None
