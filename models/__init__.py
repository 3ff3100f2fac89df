"""The data model of standards and people, with the standards themselves as YAML files."""
