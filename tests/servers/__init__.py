"""Real servers that tests start themselves, so that nothing has to run beforehand."""
