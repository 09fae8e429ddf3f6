"""The shape of a scenario file, generated from what the mechanisms declare.

One pydantic model a table and a keyed table; the JSON Schema for editors is the same models
written out, so that an editor, `check` and a run agree on what is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    create_model,
)

from countergaze.declare import Parameter, Row, Table
from countergaze.mechanisms import ROWS, TABLES

KEY = r"^[A-Za-z][A-Za-z0-9_\-]{0,63}$"
STRICT = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)
LAST_WEEK = 100_000
FIRST_WEEK = -int((TABLES["society"].fields["burn_in"].bounds or (0, 0))[1])
"""Of the longest burn-in."""


def _type_of(parameter: Parameter) -> Any:
    """Return the type that a value of `parameter` has in a file."""
    if parameter.kind == "form":
        return Literal[parameter.choices]
    if parameter.kind == "names":
        return list[str]
    if parameter.kind in ("text", "name"):
        return Annotated[str, StringConstraints(max_length=400)]
    about: dict[str, Any] = {"multiple_of": 1} if parameter.whole else {}
    if parameter.bounds:
        about |= {"ge": parameter.bounds[0], "le": parameter.bounds[1]}
    number = Annotated[float, Field(**about)]
    if parameter.kind == "switch":
        return bool | number
    return number | Literal["none"] if parameter.optional else number


def _model(name: str, fields: dict[str, Parameter]) -> type[BaseModel]:
    """Return the model of one table: every field may be left out."""
    held: dict[str, Any] = {key: (_type_of(p), Field(default=None, description=_described(p)))
                            for key, p in fields.items()}
    return create_model(name, __config__=STRICT, **held)


def _described(parameter: Parameter) -> str:
    """Return the meaning, unit and source of a parameter in one line."""
    if parameter.kind in ("text", "name", "names"):
        return parameter.meaning
    unit = "" if parameter.unit == "form" else f" ({parameter.unit})"
    return f"{parameter.meaning}{unit}; default {parameter.default}; source: {parameter.source}"


def _as_whole(value: Any) -> Any:
    """Return a float that is whole as an int, and anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def file_model(content: Mapping[str, Any] | None = None) -> type[BaseModel]:
    """Return the model of a scenario file, tables of mechanisms from outside included.

    content: of the file that is to be checked.  Only the tables that it names are in the model
    then, for to make that of all takes longer than to check a file.
    """
    changes = (content or {}).get("changes")
    parts = [content or {}, *(changes if isinstance(changes, list) else ())]
    named = {key for part in parts if isinstance(part, dict) for key in part}
    return _file_model(
        tuple((name, table) for name, table in TABLES.items() if content is None or name in named),
        tuple((name, row) for name, row in ROWS.items() if content is None or name in named))


@lru_cache(maxsize=64)
def _file_model(known: tuple[tuple[str, type[Table]], ...],
                keyed: tuple[tuple[str, type[Row]], ...]) -> type[BaseModel]:
    """Return the model of a file with these tables; other tables make another model."""
    tables: dict[str, Any] = {name: (_model(name, table.fields), Field(default=None))
                              for name, table in known}
    key = Annotated[str, StringConstraints(pattern=KEY)]
    rows: dict[str, Any] = {
        name: (dict[key, _model(f"{name}_row", row.fields)],  # type: ignore[misc, valid-type]
               Field(default=None)) for name, row in keyed}
    week: Any = Annotated[int, Field(
        ge=FIRST_WEEK, le=LAST_WEEK, description="the week from which it holds; week 0 is "
        "the first of 2018, weeks before it are negative, down to -society.burn_in"),
        BeforeValidator(_as_whole)]
    change: Any = create_model("change", __config__=STRICT, week=(week, ...), **tables, **rows)
    words = Annotated[str, StringConstraints(max_length=2000)]
    whose: Any = Literal["own", "shared"]
    return create_model(
        "scenario", __config__=STRICT,
        title=(words, Field(default=None, description="a few words for tables and charts")),
        summary=(words, Field(default=None, description="what this scenario is")),
        extends=(words, Field(default=None, description="a shipped scenario, or the path of a "
                              "file beside this one; without it, the defaults")),
        burn_in=(whose, Field(
            default=None, description="own (the default): this world has its own weeks before "
            "week 0; shared: it has those of the scenario it extends, and differs from week 0 "
            "on")),
        changes=(list[change], Field(default=None, description="what changes in which week")),
        **tables, **rows)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, for editors."""
    made = file_model().model_json_schema()
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = "A scenario of Countergaze"
    return _without_empty_defaults(made)


def _without_empty_defaults(node: Any) -> Any:
    """Return a schema in which no field claims to be null unless it is written."""
    if isinstance(node, dict):
        return {key: _without_empty_defaults(value) for key, value in node.items()
                if not (key == "default" and value is None)}
    if isinstance(node, list):
        return [_without_empty_defaults(value) for value in node]
    return node
