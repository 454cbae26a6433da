print("\d")
import escapes_imported
