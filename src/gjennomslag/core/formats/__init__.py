"""How dates and clock times are written and read, where Django's own formats differ from Norwegian writing rules."""
