"""Rectification from 发现 to 销号, and wording errors that others reported."""
