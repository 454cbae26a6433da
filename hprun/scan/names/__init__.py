"""What a name means at a place: statements bind names, expressions use them, imports lead on."""
