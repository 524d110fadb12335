"""What stands before the evaluator: files of policies, facts and cases, read exactly or refused with place and hint."""
