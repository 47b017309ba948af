"""What is known of a person (职工信息): each fact declared once, with its word, its code list and where it goes."""
