"""The commands of `kg`, by what they are for. Thin: parse, call, print; no domain logic."""
