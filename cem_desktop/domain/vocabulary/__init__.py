"""The facts themselves, one module a family; ``fact_vocabulary`` puts them together."""
