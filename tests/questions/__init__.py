"""What auditors ask of the four programmes, each question answered twice.

Once by the query API or the command line, and once from the raw events of the streams by the few
lines of the test itself, which know nothing of any read model.
"""
