"""Imports tables of organisations, people, evidence and attendance, row by row."""
