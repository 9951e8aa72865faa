"""What is said to the training service; the case is the organiser's."""

from typing import Any

from tests.model.drafts.base import PEOPLE, Base, later
from tests.model.history import CAME, HELD, PRESENCE
from tests.model.worlds import Data

PLANNED = "TrainingSessionScheduled"


class Training(Base):
    def TrainingPlanAdopted(self) -> Any:
        return {"plan_id": self.new("plan"), "period_from": self.day,
                "period_to": later(self.day, 200)}  # fmt: skip

    def TrainingSessionScheduled(self) -> Any:
        kind, start = self.one(self.kinds("training")), later(self.day, self.random.randrange(1, 9))
        return kind and {
            "session_id": self.new("session"), "kind": kind.id, "starts_on": start,
            "ends_on": later(start, 1), "place": "school", "audience": ["member"],
            "by_selection": bool(kind.selected or self.chance(0.5)),
        }  # fmt: skip

    def planned(self) -> list[Data]:
        open_ = [self.c.thing(a) for a in self.c.said(PLANNED)]
        return [s for s in open_ if s.ends_on <= self.day or self.either(False, True)]

    def TrainingSessionHeld(self) -> Any:
        """As it was announced, or without an announcement."""
        s, kind = self.one(self.planned()[-2:]), self.one(self.kinds("training"))
        if not kind:
            return None
        start = later(self.day, -1)
        said = {
            "session_id": self.new("session"),
            "kind": kind.id,
            "starts_on": start,
            "ends_on": self.day,
        }
        if s and self.chance(0.8):
            said = {name: s[name] for name in said}
        if self.of["training"][said["kind"]].recurrence == "monthly":
            said |= {"starts_on": said["ends_on"], "month": said["ends_on"][:7]}
        checks = dict.fromkeys(("time", "place", "content", "form"), True)
        return {**said, "form": "meeting", "checks": checks}

    def session(self, *events: str) -> Data | None:
        a = self.known(*events)
        return a and self.c.thing(a)

    def TrainingSessionCancelled(self) -> Any:
        s = self.session(PLANNED)
        return s and {"session_id": s.session_id, "reason": "flood", "cancelled_on": self.day}

    def person(self, s: Data, *events: str) -> str:
        """One who has, or has not, been named in these events of a session."""
        named = {a.person for a in self.c.said(*events, session_id=s.session_id)}
        return str(
            self.either(self.one([id for id in PEOPLE if id not in named], PEOPLE[0]), *named)
        )

    def TraineeSelected(self) -> Any:
        s = self.session(PLANNED)
        if not s:
            return None
        day = self.either(min(self.day, s.ends_on), later(s.ends_on, 1))
        self.day = max(self.day, day)
        return {
            "session_id": s.session_id,
            "selected_on": day,
            "person": self.person(s, "TraineeSelected"),
        }

    def attendance(self, s: Data) -> dict[str, str]:
        days = [(s.starts_on, s.ends_on), (s.starts_on, s.starts_on)]
        first, last = self.either(self.one(days), (later(s.starts_on, -1), s.ends_on),
                                  (s.starts_on, later(s.ends_on, 1)))  # fmt: skip
        self.day = max(self.day, last)
        return {"attended_from": first, "attended_to": last}

    def TrainingAttended(self) -> Any:
        s = self.session(HELD, HELD, PLANNED)
        return s and {
            "session_id": s.session_id, "person": self.person(s, CAME), **self.attendance(s),
            "role": self.either(self.one(s.audience or ("member",)), "guest"),
        }  # fmt: skip

    def TrainingAbsenceRecorded(self) -> Any:
        s = self.session(HELD)
        return s and {"session_id": s.session_id, "person": self.person(s, CAME), "reason": "ill"}

    def AttendanceCorrected(self) -> Any:
        s = self.session(HELD)
        if not s:
            return None
        person = self.one(PEOPLE)
        change = self.either(
            self.one(("removed", "changed")) if person in self.c.present(s) else "added",
            "added",
            "removed",
        )
        days = {} if change == "removed" else self.attendance(s)
        known = self.c.last(*PRESENCE, session_id=s.session_id, person=person)
        if days and days.items() <= known.items():
            return None  # nothing is corrected
        return {"session_id": s.session_id, "person": person, "change": change,
                "reason": "a namesake", **days}  # fmt: skip
