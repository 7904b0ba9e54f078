"""The OpenAPI 3.1 document of the REST rendering, from the operations' own types."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus

import msgspec

from holdfast.api.errors import ErrorBody
from holdfast.api.operation import AnyOperation
from holdfast.api.schema import Schema, components

API_VERSION = "1.0.0"

_REF = "#/components/schemas/{name}"
_JSON = "application/json"
_WITH_BODY = ("POST", "PATCH", "PUT")
_PRINCIPAL: Schema = {
    "name": "X-Principal",
    "in": "header",
    "required": False,
    "description": "Who asks, kept with every order.",
    "schema": {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$"},
}


def openapi(operations: Iterable[AnyOperation]) -> Schema:
    """Describe every operation, with its request, reply, errors and an example."""
    asked = tuple(operations)
    schemas = components(
        [each.request for each in asked], [*(each.reply for each in asked), ErrorBody], _REF
    )
    paths: dict[str, Schema] = {}
    for each in asked:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each, schemas)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Holdfast",
            "version": API_VERSION,
            "summary": "The execution server between a decision and the market.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def path_fields(path: str) -> tuple[str, ...]:
    """Name the fields of the request that the path holds."""
    return tuple(re.findall(r"{(\w+)}", path))


def _operation(operation: AnyOperation, schemas: dict[str, Schema]) -> Schema:
    in_path = path_fields(operation.path)
    described = schemas[operation.request.__name__]
    parameters = [
        _parameter(name, "path", described["properties"][name], required=True) for name in in_path
    ]
    found: Schema = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.scope.value],
        "x-scope": operation.scope.value,
    }
    if operation.method in _WITH_BODY:
        found["requestBody"] = _body(operation, described, in_path)
    else:
        parameters += [
            _parameter(name, "query", each, required=name in described.get("required", ()))
            for name, each in described.get("properties", {}).items()
            if name not in in_path
        ]
    return {
        **found,
        "parameters": [*parameters, _PRINCIPAL],
        "responses": _responses(operation),
    }


def _parameter(name: str, place: str, described: Schema, *, required: bool) -> Schema:
    schema = {key: each for key, each in described.items() if key != "description"}
    return {"name": name, "in": place, "required": required, "schema": schema}


def _body(operation: AnyOperation, described: Schema, in_path: tuple[str, ...]) -> Schema:
    schema: Schema = {"$ref": _REF.format(name=operation.request.__name__)}
    if in_path:
        # what the path says, the body may not say again
        schema = {
            **described,
            "properties": {
                name: each for name, each in described["properties"].items() if name not in in_path
            },
            "required": [name for name in described.get("required", ()) if name not in in_path],
        }
    example = {name: each for name, each in operation.example.items() if name not in in_path}
    content: Schema = {"schema": schema, "example": example}
    return {"required": True, "content": {_JSON: content}}


def _responses(operation: AnyOperation) -> Schema:
    reply = {"$ref": _REF.format(name=operation.reply.__name__)}
    error = {"$ref": _REF.format(name=ErrorBody.__name__)}
    statuses = [400, 404, 409, 414, 422, 500, 503]
    if operation.method in _WITH_BODY:
        statuses += [413, 415]
    told = {
        str(status): {
            "description": HTTPStatus(status).phrase,
            "content": {_JSON: {"schema": error}},
        }
        for status in sorted(statuses)
    }
    description = " ".join((operation.reply.__doc__ or "Done.").split("\n\n")[0].split())
    ok = {"description": description, "content": {_JSON: {"schema": reply}}}
    return {"200": ok, **told}


def schema_bytes(operations: Iterable[AnyOperation]) -> bytes:
    """Write the document as it is served."""
    return msgspec.json.encode(openapi(operations))
