"""Labels, scores and costs -> profit of a campaign: its curve, its best cut, MPC and EMPC."""
