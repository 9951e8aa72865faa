"""The part of the tree of organisations that a reader sees, as SQL.

What counts is how the tree stands now, whatever moment is asked about: whoever is responsible for
an organisation today sees its whole past, and whoever was does not.
"""


def below(entered: str) -> str:
    """A query of the ids at or below the places ``%(within)s``.

    ``entered``: a query that gives each organisation's ``id`` and ``parent`` as they stand now.
    """
    return f"{_below(entered)} SELECT below.id FROM below"


def above(id: str, parent_of: str) -> str:
    """A query of an organisation's id, and those of all above it.

    ``id``: an expression. ``parent_of``: a query of the parent, as it stands now, of ``above.id``.
    """
    return (
        f'WITH RECURSIVE above(id) AS (SELECT ({id}) COLLATE "C" UNION'
        f" SELECT ({parent_of}) FROM above WHERE above.id IS NOT NULL) SELECT above.id FROM above"
    )


def named(entered: str) -> str:
    """A query of the ids that a reader may ask by, the asked ``%(id)s`` first, then those like it.

    Of what is at, below and above the places ``%(within)s``; of all, if that is NULL.
    """
    return (
        f'{_below(entered)}, above(id) AS (SELECT unnest(%(within)s::text[]) COLLATE "C" UNION'
        " SELECT entered.parent FROM entered JOIN above USING (id)"
        " WHERE entered.parent IS NOT NULL)"
        " SELECT id FROM (SELECT id FROM below UNION SELECT id FROM above UNION"
        " SELECT id FROM entered WHERE %(within)s::text[] IS NULL) AS known"
        " WHERE id ^@ left(%(id)s, 3) ORDER BY id <> %(id)s, id LIMIT 1000"
    )


def _below(entered: str) -> str:
    return (
        f"WITH RECURSIVE entered(id, parent) AS MATERIALIZED ({entered}), below(id) AS ("
        'SELECT unnest(%(within)s::text[]) COLLATE "C" UNION'
        " SELECT entered.id FROM entered JOIN below ON entered.parent = below.id)"
    )
