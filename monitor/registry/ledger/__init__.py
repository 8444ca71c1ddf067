"""The office's ledger (台账) as a sheet: read into changes of the register, written from it."""
