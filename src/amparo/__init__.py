"""Amparo: reports, cases and evidence against trafficking in persons and online child sexual exploitation."""
