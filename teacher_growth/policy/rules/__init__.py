"""The rule core: pure. No Flask, no database, no clock."""
