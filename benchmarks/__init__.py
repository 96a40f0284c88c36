"""What `make bench` runs, and the folders of invented workbooks that it runs on."""
