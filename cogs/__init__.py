"""The features of Circlekeeper, one package each, standing side by side on `cogs.shared`."""
