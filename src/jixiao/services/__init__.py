"""What a user asks for, one module each: check, recalculate, explain, undo, list, demonstrate."""
