"""The part of the tree of organisations that a reader sees, as SQL.

What counts is how the tree stands now, whatever moment is asked about: whoever is responsible for
an organisation today sees its whole past, and whoever was does not.
"""


def below(entered: str) -> str:
    """A query of the ids at or below the places ``%(within)s``.

    ``entered``: a query that gives each organisation's ``id`` and ``parent`` as they stand now.
    """
    return (
        f"WITH RECURSIVE entered(id, parent) AS MATERIALIZED ({entered}), below(id) AS ("
        'SELECT unnest(%(within)s::text[]) COLLATE "C" UNION'
        " SELECT entered.id FROM entered JOIN below ON entered.parent = below.id)"
        " SELECT below.id FROM below"
    )


def above(id: str, parent_of: str) -> str:
    """A query of an organisation's id, and those of all above it.

    ``id``: an expression. ``parent_of``: a query of the parent, as it stands now, of ``above.id``.
    """
    return (
        f'WITH RECURSIVE above(id) AS (SELECT ({id}) COLLATE "C" UNION'
        f" SELECT ({parent_of}) FROM above WHERE above.id IS NOT NULL) SELECT above.id FROM above"
    )
