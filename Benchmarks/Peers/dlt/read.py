"""HubSpot's contacts into SQLite with dlt, merged by id.

Usage: read.py URL PROPERTIES FOLDER     (the store is FOLDER/contacts.db)
"""
import sys

import dlt
from dlt.sources.rest_api import rest_api_source

url, properties, folder = sys.argv[1:]
source = rest_api_source({
    "client": {
        "base_url": url,
        "auth": {"type": "bearer", "token": "benchmark"},
        "paginator": {"type": "cursor", "cursor_path": "paging.next.after", "cursor_param": "after"},
    },
    "resources": [{
        "name": "contacts",
        "primary_key": "id",
        "write_disposition": "merge",
        "endpoint": {
            "path": "crm/v3/objects/contacts",
            "params": {"limit": 100, "properties": properties},
            "data_selector": "results",
        },
    }],
})
pipeline = dlt.pipeline(
    "contacts", pipelines_dir=folder, dataset_name="main",
    destination=dlt.destinations.sqlalchemy(f"sqlite:///{folder}/contacts.db"))
pipeline.run(source).raise_on_failed_jobs()
