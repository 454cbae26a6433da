import re
import sys
import unittest
class Timeless:
    def write(self, text):
        sys.stderr.write(re.sub(r"in [0-9.]+s", "in a moment", text))
    def flush(self):
        sys.stderr.flush()
class Test(unittest.TestCase):
    def test_one(self):
        self.assertEqual(1, 1)
    @unittest.skip("not now")
    def test_two(self):
        pass
if __name__ == "__main__":
    unittest.main(argv=["program", "-v"], testRunner=unittest.TextTestRunner(stream=Timeless()))
