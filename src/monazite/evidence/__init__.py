"""What does the record say about the model? Episodes, hindcasts, calibration and scores."""
