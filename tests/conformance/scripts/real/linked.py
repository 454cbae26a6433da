# Run through a link from elsewhere: imports come from where the file itself is.
import sys
import neighbour
print(neighbour.WHERE, __file__, sys.argv[0], sys.path[0])
