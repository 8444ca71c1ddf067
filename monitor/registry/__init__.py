"""Reads accounts.yaml: to values, or to every fault in it with its place."""

from monitor.registry.reading import load
from monitor.registry.values import Registry

__all__ = ["Registry", "load"]
