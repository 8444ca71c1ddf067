"""What a city received from its counties, and its sums: bundles kept, compared, added up."""
