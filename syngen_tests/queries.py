"""The few things that tests ask of Dagster's webserver, in its own language."""

_ENTRY = """
fragment entry on MetadataEntry {
    label
    ... on IntMetadataEntry { intValue }
    ... on FloatMetadataEntry { floatValue }
    ... on TextMetadataEntry { text }
    ... on MarkdownMetadataEntry { mdStr }
    ... on JsonMetadataEntry { jsonString }
    ... on PathMetadataEntry { path }
    ... on BoolMetadataEntry { boolValue }
}"""

_TICKS = """state: %sState { id ticks(limit: $limit) {
    timestamp status skipReason runIds error { message }
} }"""

LOCATIONS = """{ workspaceOrError { ... on Workspace { locationEntries {
    name loadStatus locationOrLoadError { __typename ... on PythonError { message } }
} } } }"""

START = {
    "sensor": """mutation($selector: SensorSelector!) {
        done: startSensor(sensorSelector: $selector) { __typename }
    }""",
    "schedule": """mutation($selector: ScheduleSelector!) {
        done: startSchedule(scheduleSelector: $selector) { __typename }
    }""",
}

STOP = {
    "sensor": "mutation($id: String) { done: stopSensor(id: $id) { __typename } }",
    "schedule": "mutation($id: String) { done: stopRunningSchedule(id: $id) { __typename } }",
}

TICKS = {
    "sensor": f"""query($selector: SensorSelector!, $limit: Int) {{
        one: sensorOrError(sensorSelector: $selector) {{
            __typename ... on Sensor {{ {_TICKS % "sensor"} }}
        }}
    }}""",
    "schedule": f"""query($selector: ScheduleSelector!, $limit: Int) {{
        one: scheduleOrError(scheduleSelector: $selector) {{
            __typename ... on Schedule {{ {_TICKS % "schedule"} }}
        }}
    }}""",
}

LAUNCH = """mutation($params: ExecutionParams!) { launchRun(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
    ... on RunConfigValidationInvalid { errors { message } }
} }"""

RUNS = """query($filter: RunsFilter) { runsOrError(filter: $filter) { ... on Runs { results {
    runId status jobName tags { key value }
} } } }"""

CHECKS = (
    """query($key: AssetKeyInput!, $name: String!, $partition: String) {
    assetCheckExecutions(assetKey: $key, checkName: $name, partition: $partition, limit: 1) {
        status runId evaluation { success severity description metadataEntries { ...entry } }
    }
}"""
    + _ENTRY
)

MADE = (
    """query($key: AssetKeyInput!) { assetOrError(assetKey: $key) { ... on Asset {
    assetMaterializations(limit: 20) { partition timestamp metadataEntries { ...entry } }
} } }"""
    + _ENTRY
)
