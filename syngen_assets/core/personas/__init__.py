"""Personas: who may ask, read and judge; found in texts, grown by relations, given to rows."""
