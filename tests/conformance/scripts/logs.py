import logging
logging.basicConfig(format="%(name)s %(pathname)s %(filename)s %(module)s %(funcName)s %(lineno)d %(message)s %(processName)s %(threadName)s")
logging.warning("from the top")
def function():
    logging.getLogger(__name__).error("from a function", stack_info=False)
function()
try:
    1 / 0
except ZeroDivisionError:
    logging.exception("caught")
