"""Records of the kinds that the scheme declares: measures, contact points, pairings, listings."""

from contracts.events.grading import RecordFiled
from demo.classification_upgrade.township import Village


def conversion_measure(targets: tuple[str, ...]) -> RecordFiled:
    """What the branch will do to reach its targets."""
    return RecordFiled(
        record_id="measure-1",
        kind="ConversionMeasure",
        fields={
            "measure": "建立帮扶机制(示例)/ set up mutual aid (example)",
            "theme": "prosperity",
            "target_ids": targets,
        },
    )


def pledge_exception(person: str) -> RecordFiled:
    """Why a member makes no public pledge."""
    return RecordFiled(
        record_id=f"exception-{person}",
        kind="PledgeException",
        fields={"member": person, "reason": "长期外出务工(示例)/ works elsewhere (example)"},
    )


def contact_point() -> RecordFiled:
    """A leader of the township takes the village as contact point."""
    return RecordFiled(
        record_id="contact-1",
        kind="ContactPoint",
        fields={
            "leader": "person-township-deputy",
            "role": "contact_point",
            "aid_plan": "每季度驻村一周(示例)/ a week in the village each quarter (example)",
        },
    )


def aid_pairing(helper: Village) -> RecordFiled:
    """An advanced branch helps this one."""
    return RecordFiled(
        record_id="pairing-1",
        kind="AidPairing",
        fields={
            "helper": helper.id,
            "form": "paired_building",
            "responsible": (helper.secretary,),
            "items": ("党员培训 / training of members", "产业技术 / farming techniques"),
        },
    )


def secretary_replaced(village: Village) -> RecordFiled:
    """A secretary who is not up to the post makes room for another of the team."""
    return RecordFiled(
        record_id="replaced-1",
        kind="SecretaryReplaced",
        fields={
            "outgoing": village.secretary,
            "incoming": village.team[1],
            "finding": "组织生活长期不开展,不胜任(示例)/ no meetings held, not up to it (example)",
            "replaced_on": "2012-03-20",
        },
    )


def advanced_listing() -> RecordFiled:
    """The branch enters the county's list of advanced branches."""
    return RecordFiled(
        record_id="listing-1",
        kind="AdvancedListing",
        fields={
            "list_level": "county",
            "list_name": "县先进基层党组织(示例)/ county list (example)",
            "entered_on": "2012-07-01",
            "document": "示例〔2012〕1号",
        },
    )
