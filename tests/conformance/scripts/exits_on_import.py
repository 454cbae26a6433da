raise SystemExit(11)
