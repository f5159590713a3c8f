"""What a clause takes into account, social or environmental, by its themes."""

# L2111-2, L2112-2, L2112-2-1.
ENVIRONMENTAL_THEMES = frozenset(
    {
        "reuse_catering",
        "circular_economy",
        "low_carbon_delivery",
        "eco_design",
        "energy",
        "biodiversity",
        "green_spaces",
        "digital_reuse",
        "works_materials",
    }
)
SOCIAL_THEMES = frozenset({"social_insertion", "handicap", "equality", "fair_trade"})
