"""The simulated market: what every shopper saw, did and paid, and what each exposure caused."""
