"""Other ways to the same verdicts in bulk: one query by hand, OpenFisca and GoRules ZEN, each as its makers advise."""
