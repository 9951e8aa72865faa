"""Documents generated from the contracts: JSON Schemas, AsyncAPI, and what may change in them."""
