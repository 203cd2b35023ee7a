"""What the tests of the market compile is kept, like that of a user's run, in the tests' folder."""

from monazite.market.compiled_code import keep_compiled_code

keep_compiled_code()
