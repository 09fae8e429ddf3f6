"""Aggregate tables of places, each with source, licence and date in SOURCES.md."""
