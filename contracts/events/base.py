"""What every event is, and the registry that finds its class by type."""

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

About = Literal["case", "scheme", "organisation", "cycle"]


class Event(BaseModel):
    """Something that happened, as an upstream app says it and as a service records it.

    The same class serves both: fields marked ``derived`` (``readOnly`` in the JSON Schema) are
    filled in by the service and refused in a submission. ``about`` says what the CloudEvents
    subject names; a class states it, its service and its version in the class line.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    type: ClassVar[str]
    service: ClassVar[str]
    about: ClassVar[About]
    version: ClassVar[int]
    derived_fields: ClassVar[frozenset[str]]

    def __init_subclass__(
        cls, service: str = "", about: About = "case", version: int = 1, **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        if service:
            cls.name, cls.service, cls.about, cls.version = cls.__name__, service, about, version
            cls.type = f"gradetrail.{service}.{cls.__name__}.v{version}"

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        cls.derived_fields = frozenset(
            name
            for name, field in cls.model_fields.items()
            if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("readOnly")
        )
        if "type" in cls.__dict__:
            BY_TYPE[cls.type] = cls


BY_TYPE: dict[str, type[Event]] = {}
