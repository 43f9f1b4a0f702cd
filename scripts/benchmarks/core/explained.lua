-- For reticle explain: the score of thirteen terms on one file.
local fit = require "fit"
local scored = open "accounts.csv":with { fit = fit }
