import warnings
import warns_imported
def deprecated():
    warnings.warn("old", DeprecationWarning, stacklevel=2)
deprecated()
warns_imported.deprecated()
warns_imported.inside()
warnings.warn("user")
for _ in range(2):
    warnings.warn("repeated")
warnings.warn("pending", PendingDeprecationWarning)
warnings.warn("resource", ResourceWarning)
print(sorted(map(str, __warningregistry__)))
