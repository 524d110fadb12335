"""The pure engine: no Flask, no database, no clock; standard library and numpy only."""
