"""What a campaign brought: the listed customers against those held back."""
