import logging
logging.basicConfig(format="%(message)s")
logging.warning("with the stack", stack_info=True)
