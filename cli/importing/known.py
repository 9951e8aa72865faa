"""What rows refer to, looked up in the read models: for a dry run, which sends nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from cli.importing.kinds import Values
from cli.importing.rows import Lack
from client import http, reading
from client.http import segment
from contracts.events.grading import EvidenceRecorded
from contracts.refusals import Fault, Refused
from contracts.scheme import Criterion, Scheme, load
from infra.addresses import Addresses
from services.grading.domain.record_evidence import fitted
from services.projections.texts import Bi

NOT_FOUND = 404
Found = Fault | Lack


class Known:
    """What is on record, each thing asked for once."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._subjects: dict[str, str] = {}
        self._sessions: dict[str, frozenset[str]] = {}
        self._schemes: dict[str, Scheme] = {}
        self._registered: set[str] = set()
        """Organisations that stand above in the file."""

    def lacks(self, kind: str, sent: Mapping[str, Any]) -> Sequence[Found]:
        """What a row refers to that is not on record."""
        look: Callable[[Mapping[str, Any], Values], Iterator[Found]] = {
            "organisations": self._organisation,
            "evidence": self._evidence,
            "attendance": self._attendance,
        }[kind]
        return list(look(sent, sent["data"]))

    def _organisation(self, sent: Mapping[str, Any], data: Values) -> Iterator[Found]:
        parent = data.get("parent")
        if parent and parent not in self._registered:
            yield from self._missing(f"organisation:{parent}", "/data/parent")
        self._registered.add(sent["subject"].removeprefix("organisation:"))

    def _evidence(self, sent: Mapping[str, Any], data: Values) -> Iterator[Found]:
        missing = list(self._missing(sent["subject"], "/subject"))
        yield from missing
        if not missing and (scheme := self._scheme(sent["subject"])):
            criterion = scheme.criterion(data["criterion"])
            if criterion is None:
                said = Bi(
                    f"{data['criterion']} is no criterion of {scheme.id}",
                    f"“{data['criterion']}”不是方案{scheme.id}的指标",
                )
                accepts = Bi(", ".join(one.id for one in scheme.criteria), None)
                yield Lack("/data/criterion", said, "on record", accepts)
            else:
                yield from _unfit(data, criterion)

    def _attendance(self, sent: Mapping[str, Any], data: Values) -> Iterator[Found]:
        case = sent["subject"]
        missing = list(self._missing(case, "/subject"))
        yield from missing
        if not missing and data["session_id"] not in self._held(case):
            session = data["session_id"]
            said = Bi(f"no session {session} of {case} was held", f"{case}没有举办过场次{session}")
            held = ", ".join(sorted(self._held(case))[:20])
            accepts = Bi(held, None) if held else Bi("a session that was held", "已举办的场次")
            yield Lack("/data/session_id", said, "on record", accepts)
        if "organisation" in data:
            yield from self._missing(f"organisation:{data['organisation']}", "/data/organisation")

    def _missing(self, subject: str, field: str) -> Iterator[Found]:
        if subject not in self._subjects:
            self._subjects[subject] = self._look_up(subject)
        if why := self._subjects[subject]:
            said = Bi(why, f"没有{subject}的记录")
            accepts = Bi("something that is on record", "已有记录的编号")
            yield Lack(field, said, "on record", accepts)

    def _look_up(self, subject: str) -> str:
        """Why a subject is not on record; an empty text where it is."""
        try:
            http.get(self._addresses.projections, f"/api/cases/{segment(subject)}/trail", limit=1)
        except http.Refused as refused:
            if refused.problem.get("status") != NOT_FOUND:
                raise
            return str(refused.problem["detail"])
        return ""

    def _held(self, case: str) -> frozenset[str]:
        if case not in self._sessions:
            held = reading.trail(self._addresses, case, event="TrainingSessionHeld")
            self._sessions[case] = frozenset(one["data"]["session_id"] for one in held)
        return self._sessions[case]

    def _scheme(self, case: str) -> Scheme | None:
        """The version that the case's cycle pins."""
        id, cycle, _ = case.split(":")
        if (key := f"{id}:{cycle}") not in self._schemes:
            for one in reading.schemes(self._addresses):
                if one["id"] == id and cycle in {opened["id"] for opened in one["cycles"]}:
                    path = f"/api/schemes/{segment(id)}/{one['version']}"
                    version = http.get(self._addresses.projections, path)
                    self._schemes[key] = load(version["definition"])
        return self._schemes.get(key)


def _unfit(data: Values, criterion: Criterion) -> Sequence[Fault]:
    """What the criterion has against the evidence, as grading would say."""
    try:
        fitted(EvidenceRecorded.model_validate_json(msgspec.json.encode(data)), criterion)
    except Refused as refused:
        return refused.faults
    return ()
