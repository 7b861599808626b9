"""Demo data: invented figures, the same at every run, marked ``is_demo`` wherever they are shown."""
