import warnings
warnings.warn("above the top", stacklevel=2)
